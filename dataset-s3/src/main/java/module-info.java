/** Reads datasets from S3 and what speaks its protocol. */
@org.jspecify.annotations.NullMarked
module io.github.privatedatasets.s3 {
    requires transitive io.github.privatedatasets.core;
    requires transitive software.amazon.awssdk.auth;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.regions;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.github.privatedatasets.s3;
}
