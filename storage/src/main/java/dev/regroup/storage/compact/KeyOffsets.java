package dev.regroup.storage.compact;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The last offset of each key, in 24 bytes a slot: keys are told apart by the first 128 bits of
/// their SHA-256, which nobody can make two of. For one thread.
final class KeyOffsets {
    private static final int SLOT_LONGS = 3;
    private static final int SLOT_BYTES = SLOT_LONGS * Long.BYTES;
    private static final int SLOTS_MIN = 1 << 10;

    private final MessageDigest digest = sha256();
    private final long[] slots;
    private final int entriesMax;
    private int entries;
    private long high;
    private long low;

    /// @param bytesMax what it may take
    /// @param keys how many there may be
    KeyOffsets(long bytesMax, long keys) {
        long wanted = Math.max(SLOTS_MIN, keys + keys / 2);
        int count = (int) Math.max(SLOTS_MIN, Math.min(wanted, bytesMax / SLOT_BYTES));
        slots = new long[count * SLOT_LONGS];
        entriesMax = count / 4 * 3;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /// Notes that the key has a record at `offset`, which is above all before; false if there is no
    /// room for another key.
    boolean put(ByteBuffer key, long offset) {
        int slot = find(key);
        boolean isNew = slots[slot + 2] == 0;
        if (isNew && entries == entriesMax) {
            return false;
        }
        if (isNew) {
            entries++;
            slots[slot] = high;
            slots[slot + 1] = low;
        }
        slots[slot + 2] = offset + 1;
        return true;
    }

    /// The key's last offset; -1 if it is not known.
    long last(ByteBuffer key) {
        return slots[find(key) + 2] - 1;
    }

    /// Where the key is, or would be.
    private int find(ByteBuffer key) {
        digest.update(key.duplicate());
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        high = hash.getLong();
        low = hash.getLong();
        int count = slots.length / SLOT_LONGS;
        int slot = (int) Long.remainderUnsigned(low, count);
        while (true) {
            int at = slot * SLOT_LONGS;
            if (slots[at + 2] == 0 || (slots[at] == high && slots[at + 1] == low)) {
                return at;
            }
            slot = slot + 1 == count ? 0 : slot + 1;
        }
    }
}
