package dev.regroup.coordinator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void content_isCopiedInAndOut_andCompared() {
        byte[] content = {1, 2, 3};
        Bytes bytes = Bytes.copyOf(content);
        content[0] = 9;
        bytes.toArray()[1] = 9;

        assertArrayEquals(new byte[] {1, 2, 3}, bytes.toArray());
        assertEquals(3, bytes.length());
        assertEquals(Bytes.copyOf(new byte[] {1, 2, 3}), bytes);
        assertEquals(Bytes.copyOf(new byte[] {1, 2, 3}).hashCode(), bytes.hashCode());
        assertNotEquals(Bytes.copyOf(content), bytes);
        assertNotEquals(new Object(), bytes);
        assertSame(Bytes.EMPTY, Bytes.copyOf(new byte[0]));
    }

    @Test
    void toString_showsTheLengthAndTheStart() {
        assertEquals("3:010203", Bytes.copyOf(new byte[] {1, 2, 3}).toString());
        assertEquals("17:" + "00".repeat(16) + "...", Bytes.copyOf(new byte[17]).toString());
    }
}
