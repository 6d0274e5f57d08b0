/** A platform that stages datasets. */
module com.example.platform {
    requires io.github.privatedatasets.archive;
    requires io.github.privatedatasets.s3;
}
