// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.fetch;

/** Looks away. */
class Unobserved implements TransferObserver {}
