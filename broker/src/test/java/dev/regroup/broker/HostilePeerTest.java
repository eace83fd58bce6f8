package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What peers send that are broken or mean no good: their connection ends, nobody else notices.
class HostilePeerTest {
    private TestBroker broker;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
    }

    @AfterEach
    void stop() {
        try (WireClient another = broker.connect()) {
            ApiVersionsResponseData answer =
                    another.call(
                            3,
                            new ApiVersionsRequestData()
                                    .setClientSoftwareName("wire")
                                    .setClientSoftwareVersion("1"),
                            ApiVersionsResponseData.class);
            assertEquals(0, answer.errorCode());
        }
        broker.close();
    }

    @Test
    void aFrameOfNegativeLength_closesTheConnection() {
        assertCloses(ByteBuffer.allocate(6).putInt(-1).putShort((short) 0));
    }

    @Test
    void aFrameLargerThanAllowed_closesTheConnection() {
        assertCloses(ByteBuffer.allocate(6).putInt(Integer.MAX_VALUE).putShort((short) 0));
    }

    @Test
    void aFrameTooShortForARequest_closesTheConnection() {
        assertCloses(ByteBuffer.allocate(6).putInt(2).putShort((short) 3));
    }

    @Test
    void anApiThatDoesNotExist_closesTheConnection() {
        assertCloses(frame((short) 999, new byte[8]));
    }

    @Test
    void anApiThatIsNotServed_closesTheConnection() {
        assertCloses(frame(ApiKeys.END_TXN.id, new byte[40]));
    }

    @Test
    void bodiesOfChance_neverHurtOthers() {
        SplittableRandom random = new SplittableRandom(20_261_123);
        ApiKeys[] keys = {
            ApiKeys.METADATA, ApiKeys.FETCH, ApiKeys.JOIN_GROUP, ApiKeys.OFFSET_COMMIT,
            ApiKeys.PRODUCE, ApiKeys.CREATE_TOPICS, ApiKeys.SYNC_GROUP, ApiKeys.LIST_OFFSETS
        };
        for (int i = 0; i < 400; i++) {
            ApiKeys key = keys[random.nextInt(keys.length)];
            byte[] body = new byte[random.nextInt(60)];
            random.nextBytes(body);
            short version =
                    (short) random.nextInt(key.oldestVersion(), key.latestVersion(false) + 1);
            ByteBuffer frame = ByteBuffer.allocate(14 + body.length);
            frame.putInt(10 + body.length).putShort(key.id).putShort(version).putInt(i);
            frame.putShort((short) -1).put(body);
            try (WireClient client = broker.connect()) {
                client.sendBytes(frame.array());
            }
        }
    }

    @Test
    void anEndWithinAFrame_isAnEnd() {
        try (WireClient client = broker.connect()) {
            client.sendBytes(ByteBuffer.allocate(10).putInt(1_000).putShort((short) 0).array());
        }
    }

    private void assertCloses(ByteBuffer filled) {
        byte[] bytes = new byte[filled.flip().remaining()];
        filled.get(bytes);
        try (WireClient client = broker.connect()) {
            client.sendBytes(bytes);

            assertTrue(client.closedByBroker());
        }
    }

    private static ByteBuffer frame(short apiKey, byte[] rest) {
        return ByteBuffer.allocate(8 + rest.length)
                .putInt(4 + rest.length)
                .putShort(apiKey)
                .putShort((short) 0)
                .put(rest);
    }
}
