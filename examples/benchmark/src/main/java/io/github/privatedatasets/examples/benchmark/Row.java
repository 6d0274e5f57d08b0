// SPDX-License-Identifier: Apache-2.0
package io.github.privatedatasets.examples.benchmark;

import io.github.privatedatasets.examples.benchmark.SampleData.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A workload: data of some shape, packaged in some way, that each command brings onto the disk.
 *
 * @param name what it is called on the command line and in the tables
 * @param factor how many times as large as the row of this name without a factor
 */
record Row(String name, Packaging packaging, SampleData data, int factor) {
    private static final SampleData MANY = new SampleData(Shape.IMAGES, 20_000);
    private static final SampleData FEW = new SampleData(Shape.LOGS, 6);
    // A quarter or a third of the above: slow to decode for every program.
    private static final SampleData FEWER_OF_MANY = new SampleData(Shape.IMAGES, 5_000);
    private static final SampleData FEWER_OF_FEW = new SampleData(Shape.LOGS, 2);

    /** All rows, without those that are only made larger. */
    static final List<Row> ALL = List.of(
            new Row("tar-many", Packaging.TAR, MANY, 1),
            new Row("zip-stored-many", Packaging.ZIP_STORED, MANY, 1),
            new Row("zip-many", Packaging.ZIP, MANY, 1),
            new Row("zip-few", Packaging.ZIP, FEW, 1),
            new Row("tar-gz-many", Packaging.TAR_GZ, MANY, 1),
            new Row("tar-gz-few", Packaging.TAR_GZ, FEW, 1),
            new Row("tar-bz2-many", Packaging.TAR_BZ2, FEWER_OF_MANY, 1),
            new Row("tar-bz2-few", Packaging.TAR_BZ2, FEWER_OF_FEW, 1),
            new Row("tar-xz-many", Packaging.TAR_XZ, FEWER_OF_MANY, 1),
            new Row("tar-xz-few", Packaging.TAR_XZ, FEWER_OF_FEW, 1),
            new Row("tar-xz-blocks-many", Packaging.TAR_XZ_BLOCKS, FEWER_OF_MANY, 1),
            new Row("tar-xz-blocks-few", Packaging.TAR_XZ_BLOCKS, FEWER_OF_FEW, 1),
            new Row("tar-xz-sized-many", Packaging.TAR_XZ_SIZED, FEWER_OF_MANY, 1),
            new Row("tar-xz-sized-few", Packaging.TAR_XZ_SIZED, FEWER_OF_FEW, 1),
            new Row("object-big", Packaging.OBJECT, new SampleData(Shape.NOISE, 1), 1),
            new Row("folder-tiny", Packaging.FOLDER, new SampleData(Shape.RECORDS, 10_000), 1));

    /** Returns the row of this name; {@code NAME-x10} is the row {@code NAME}, ten times as large. */
    static Optional<Row> named(String name) {
        int x = name.lastIndexOf("-x");
        boolean larger = x > 0 && name.substring(x + 2).matches("[1-9][0-9]{0,3}");
        String base = larger ? name.substring(0, x) : name;
        int factor = larger ? Integer.parseInt(name.substring(x + 2)) : 1;
        return ALL.stream()
                .filter(row -> row.name.equals(base))
                .findFirst()
                .map(row -> new Row(name, row.packaging, row.data, factor));
    }

    /** Returns the key of the archive or object; for a folder, with its slash. */
    String key() {
        return name + packaging.suffix();
    }
}
