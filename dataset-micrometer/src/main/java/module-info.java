/** Counts and times staging as Micrometer meters. */
@org.jspecify.annotations.NullMarked
module io.github.privatedatasets.micrometer {
    requires transitive io.github.privatedatasets.core;
    requires transitive micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.privatedatasets.micrometer;
}
