package dev.regroup.storage.disk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// The content of one file of a [FaultDisk]: what readers see, and what of it would survive.
final class FaultContent {
    private static final int SECTOR_BYTES = 512;

    private enum Fate {
        /// A force may make it durable.
        PENDING,
        /// Durable.
        FORCED,
        /// Its force failed: readers see it, and no later force will make it durable.
        DOOMED
    }

    private static final class Write {
        final int position;
        final byte[] bytes;
        Fate fate = Fate.PENDING;

        Write(int position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    private byte[] visible = new byte[0];
    private byte[] forced = new byte[0];
    private final Deque<Write> writes = new ArrayDeque<>();

    int sizeBytes() {
        return visible.length;
    }

    int read(ByteBuffer target, long position) {
        int from = (int) Math.min(position, visible.length);
        int length = Math.min(target.remaining(), visible.length - from);
        target.put(visible, from, length);
        return length;
    }

    void write(byte[] bytes, long position) {
        if (bytes.length > 0) {
            writes.add(new Write((int) position, bytes));
            visible = overlay(visible, (int) position, bytes, 0, bytes.length);
        }
    }

    void force() {
        settle(Fate.FORCED);
    }

    void failForce() {
        settle(Fate.DOOMED);
    }

    private void settle(Fate fate) {
        for (Write write : writes) {
            if (write.fate == Fate.PENDING) {
                write.fate = fate;
            }
        }
        while (!writes.isEmpty() && writes.element().fate == Fate.FORCED) {
            Write first = writes.remove();
            forced = overlay(forced, first.position, first.bytes, 0, first.bytes.length);
        }
    }

    /// What is there after a power cut: forced writes, and of the others whatever chance leaves.
    FaultContent survivor(SplittableRandom random) {
        byte[] bytes = forced;
        for (Write write : writes) {
            if (write.fate == Fate.FORCED) {
                bytes = overlay(bytes, write.position, write.bytes, 0, write.bytes.length);
            } else {
                for (int[] part : parts(write, random)) {
                    bytes = overlay(bytes, write.position, write.bytes, part[0], part[1]);
                }
            }
        }
        FaultContent survivor = new FaultContent();
        survivor.forced = bytes;
        survivor.visible = bytes;
        return survivor;
    }

    /// Which parts of an un-forced write reach the medium, as pairs of start and end.
    private static List<int[]> parts(Write write, SplittableRandom random) {
        int length = write.bytes.length;
        return switch (random.nextInt(4)) {
            case 0 -> List.of(new int[] {0, length});
            case 1 -> List.of();
            case 2 -> List.of(new int[] {0, random.nextInt(length)});
            default -> sectors(write, random);
        };
    }

    private static List<int[]> sectors(Write write, SplittableRandom random) {
        List<int[]> kept = new ArrayList<>();
        int end = write.position + write.bytes.length;
        int sector = write.position - write.position % SECTOR_BYTES;
        for (; sector < end; sector += SECTOR_BYTES) {
            if (random.nextBoolean()) {
                int from = Math.max(sector, write.position);
                int to = Math.min(sector + SECTOR_BYTES, end);
                kept.add(new int[] {from - write.position, to - write.position});
            }
        }
        return kept;
    }

    /// A copy in which every byte that readers see is durable.
    FaultContent flushed() {
        FaultContent copy = new FaultContent();
        copy.visible = visible;
        copy.forced = visible;
        return copy;
    }

    /// Changes a bit of what is durable, as decay of the medium does.
    void flipBit(int position, int bit) {
        visible = visible.clone();
        visible[position] ^= (byte) (1 << bit);
        forced = visible;
        writes.clear();
    }

    private static byte[] overlay(byte[] base, int position, byte[] bytes, int from, int to) {
        if (from == to) {
            return base;
        }
        int end = position + to;
        byte[] result = Arrays.copyOf(base, Math.max(base.length, end));
        System.arraycopy(bytes, from, result, position + from, to - from);
        return result;
    }
}
