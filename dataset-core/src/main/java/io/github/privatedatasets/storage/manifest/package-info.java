/**
 * What is written down of a tree while it is made, object by object and file by file; by it a tree is verified, and what a dead attempt
 * left is read. Not exported.
 */
package io.github.privatedatasets.storage.manifest;
