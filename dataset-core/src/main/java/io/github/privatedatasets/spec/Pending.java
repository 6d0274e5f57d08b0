package io.github.privatedatasets.spec;

/** Stands for what is not written yet; goes before the first landing. */
@SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
public final class Pending {
    private Pending() {}

    /** Fails. */
    public static <T> T notYet() {
        throw new UnsupportedOperationException("not yet");
    }
}
