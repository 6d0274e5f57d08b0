/** Stages private datasets: what was asked, what can go wrong, what others implement, where trees stand, and the front door. */
@org.jspecify.annotations.NullMarked
module io.github.privatedatasets.core {
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires static transitive org.jspecify;

    exports io.github.privatedatasets;
    exports io.github.privatedatasets.errors;
    exports io.github.privatedatasets.kubernetes;
    exports io.github.privatedatasets.spec;
    exports io.github.privatedatasets.spi;
    exports io.github.privatedatasets.storage;
    exports io.github.privatedatasets.testing;
}
