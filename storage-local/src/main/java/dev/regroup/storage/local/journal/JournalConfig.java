package dev.regroup.storage.local.journal;

/// How a journal is kept. Sizes count for files made from now on.
///
/// @param firstFileBytes the size of a new journal's first file, small so that it is there at once
/// @param fileBytes the size of every later one; bounds the largest entry
/// @param residentBytes how much of the newest files to keep mapped for readers; 0 for none
public record JournalConfig(
        Durability durability, long firstFileBytes, long fileBytes, long residentBytes) {
    static final long FILE_BYTES_MIN = 1024;

    public JournalConfig {
        checkFileBytes("firstFileBytes", firstFileBytes);
        checkFileBytes("fileBytes", fileBytes);
        if (residentBytes < 0) {
            throw new IllegalArgumentException(
                    "residentBytes %d, expected 0 or more".formatted(residentBytes));
        }
    }

    private static void checkFileBytes(String name, long bytes) {
        if (!isFileSize(bytes)) {
            throw new IllegalArgumentException(
                    "%s %d, expected a multiple of 8 from %d to %d"
                            .formatted(name, bytes, FILE_BYTES_MIN, Locators.FILE_BYTES_MAX));
        }
    }

    static boolean isFileSize(long bytes) {
        return bytes >= FILE_BYTES_MIN && bytes <= Locators.FILE_BYTES_MAX && bytes % 8 == 0;
    }

    /// The most that the header and body of one entry may have together.
    public long entryBytesMax() {
        return fileBytes - FileHeader.BYTES - EntryFrame.BYTES - 7;
    }
}
