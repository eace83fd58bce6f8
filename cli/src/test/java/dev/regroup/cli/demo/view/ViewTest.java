package dev.regroup.cli.demo.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Happenings;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `-Ddemo.rewrite=true` writes what is expected anew, and the picture in the documentation.
class ViewTest {
    private static final Path GOLDENS = Path.of("src/test/resources/demo");
    private static final Path PICTURE = Path.of("../docs/images/demo.svg");

    private static final long NOW_MS = 24_400;

    private static final Frame FRAME =
            new Frame(
                    "127.0.0.1:9092",
                    "demo-4711",
                    "classic",
                    "/var/log: auth.log, dpkg.log, kern.log",
                    Happenings.START_MS + NOW_MS,
                    true,
                    false);

    /// Three members had two partitions each; the third was killed 2.4 s ago.
    private static DemoState afterAKill() {
        Happenings happenings =
                new Happenings(6)
                        .started(100, "member-1")
                        .joining(900, "member-1")
                        .assigned(1_340, "member-1", 0, 1, 2, 3, 4, 5)
                        .started(8_000, "member-2")
                        .started(8_000, "member-3")
                        .joining(8_800, "member-2")
                        .joining(8_900, "member-3")
                        .revoked(9_300, "member-1", 2, 3, 4, 5)
                        .assigned(9_660, "member-2", 2, 4)
                        .assigned(9_710, "member-3", 3, 5);
        for (int partition = 0; partition < 6; partition++) {
            String owner = "member-" + (partition < 2 ? 1 : 2 + partition % 2);
            happenings
                    .processed(10_000, owner, partition, 0, 1_800)
                    .committed(10_050, owner, partition, 1_800);
        }
        happenings
                .condemned(21_000, "member-3")
                .processed(21_600, "member-3", 3, 1_800, 61)
                .processed(21_600, "member-3", 5, 1_800, 60)
                .killed(22_000, "member-3")
                .ended(22_050, "member-3");
        for (int tenth = 0; tenth < 24; tenth++) {
            happenings
                    .processed(22_000 + tenth * 100, "member-1", 0, 1_800 + tenth * 16L, 16)
                    .processed(22_000 + tenth * 100, "member-2", 2, 1_800 + tenth * 16L, 16);
        }
        PartitionOffsets busy = new PartitionOffsets(2_184, 2_184);
        PartitionOffsets behind = new PartitionOffsets(2_212, 1_800);
        PartitionOffsets idle = new PartitionOffsets(1_800, 1_800);
        return happenings
                .fed(24_300, 12_392, 2, 1_234_567, 3_456_789)
                .polled(24_000, List.of(busy, idle, busy, behind, idle, behind))
                .announced(
                        21_000,
                        "One is killed (kill -9) with work uncommitted: others get that again.")
                .state();
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void afterAKill_thePictureIs(int columns, int rows) throws IOException {
        List<AttributedString> lines =
                new View(StandardCharsets.UTF_8, true).draw(afterAKill(), FRAME, columns, rows);

        expect(GOLDENS.resolve("%dx%d.txt".formatted(columns, rows)), text(lines));
    }

    @Test
    void thePictureInTheDocumentation_isWhatIsDrawn() throws IOException {
        List<AttributedString> lines =
                new View(StandardCharsets.UTF_8, true).draw(afterAKill(), FRAME, 96, 24);

        expect(PICTURE, Svg.of(lines, 96));
    }

    @Test
    void aTerminalThatKnowsAsciiOnly_getsAsciiOnly() {
        Charset ascii = StandardCharsets.US_ASCII;
        String picture = text(new View(ascii, true).draw(afterAKill(), FRAME, 80, 24));

        assertTrue(ascii.newEncoder().canEncode(picture), picture);
    }

    @Test
    void withoutColours_nothingIsStyled() {
        List<AttributedString> lines =
                new View(StandardCharsets.UTF_8, false).draw(afterAKill(), FRAME, 80, 24);

        assertTrue(lines.stream().noneMatch(line -> line.toAnsi().contains("\033")));
    }

    @Test
    void whateverTheSize_thePictureFits() {
        View view = new View(StandardCharsets.UTF_8, true);
        DemoState state = afterAKill();
        for (int columns = 1; columns < 140; columns += 7) {
            for (int rows = 1; rows < 45; rows++) {
                List<AttributedString> lines = view.draw(state, FRAME, columns, rows);

                assertTrue(lines.size() <= rows);
                int widest =
                        lines.stream().mapToInt(AttributedString::columnLength).max().orElse(0);
                assertTrue(widest <= columns, widest + " columns of " + columns);
            }
        }
    }

    @Test
    void moreMembersAndPartitionsThanFit_areCounted() {
        Happenings happenings = new Happenings(40);
        IntStream.range(1, 13).forEach(number -> happenings.started(number, "member-" + number));

        String picture =
                text(
                        new View(StandardCharsets.UTF_8, true)
                                .draw(happenings.state(), FRAME, 80, 20));

        assertTrue(picture.contains("+31"), picture);
        assertTrue(picture.contains("more members"), picture);
        assertFalse(picture.contains("member-12"), picture);
    }

    private static String text(List<AttributedString> lines) {
        return lines.stream()
                .map(line -> line.toString().stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static void expect(Path golden, String drawn) throws IOException {
        if (Boolean.getBoolean("demo.rewrite")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, drawn);
        }
        assertEquals(Files.readString(golden), drawn);
    }
}
