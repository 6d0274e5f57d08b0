// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.s3.signing;

/** Whose the keys are that a request is signed with, and so what can be done where it is refused. */
public enum KeyOwner {
    /** Nobody's: the request goes out unsigned. */
    NOBODY("the spec has no keys and the service lends none: add awsAccessKeyId and awsSecretAccessKey"),
    /** Nobody's, although the service has some: a stranger's server is not shown what they sign. */
    NOBODY_AT_OWN_ENDPOINT("the spec has no keys, and those of the service go to no awsEndpoint of a spec: add"
            + " awsAccessKeyId and awsSecretAccessKey"),
    /** Those of the spec. */
    SPEC(
            "check awsAccessKeyId and awsSecretAccessKey in the spec, and permit their owner s3:GetObject, and s3:ListBucket for a folder",
            "check awsAccessKeyId, awsSecretAccessKey and awsSessionToken in the spec",
            "write a new one into the spec"),
    /** Those that the service lends to specs without any. */
    SERVICE(
            "permit that identity s3:GetObject, and s3:ListBucket for a folder, or write keys into the spec",
            "have the service's operator see to them, or write keys into the spec",
            "have the service's operator renew it, or write keys into the spec");

    private final String permit;
    private final String mend;
    private final String renew;

    KeyOwner(String permit, String mend, String renew) {
        this.permit = permit;
        this.mend = mend;
        this.renew = renew;
    }

    KeyOwner(String remedy) {
        this(remedy, remedy, remedy);
    }

    /** Returns what to do where the store knows who asks, and does not permit it. */
    public String permit() {
        return permit;
    }

    /** Returns what to do where the keys are no good, or there are none. */
    public String mend() {
        return mend;
    }

    /** Returns what to do where the session's token has expired. */
    public String renew() {
        return renew;
    }
}
