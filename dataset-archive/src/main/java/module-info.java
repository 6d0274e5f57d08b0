/** Reads tar and zip archives, plain or compressed with gzip, bzip2 or xz. */
@org.jspecify.annotations.NullMarked
module io.github.privatedatasets.archive {
    requires transitive io.github.privatedatasets.core;
    requires org.apache.commons.compress;
    requires org.tukaani.xz;
    requires static transitive org.jspecify;

    exports io.github.privatedatasets.archive;
}
