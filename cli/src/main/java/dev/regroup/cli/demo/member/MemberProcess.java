package dev.regroup.cli.demo.member;

import dev.regroup.cli.broker.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A member of the group, seen from the demo: `regroup demo-member` in a process of its own.
public final class MemberProcess {
    private final Process process;

    private MemberProcess(Process process) {
        this.process = process;
    }

    /// What a member joins.
    public record Place(String bootstrap, String group, String topic, GroupProtocol protocol) {}

    /// @throws StartException if the operating system refuses
    public static MemberProcess start(String name, Place place, MemberVoice voice) {
        List<String> arguments =
                List.of(
                        "demo-member",
                        "--bootstrap",
                        place.bootstrap(),
                        "--group",
                        place.group(),
                        "--topic",
                        place.topic(),
                        "--group-protocol",
                        place.protocol().toString(),
                        "--name",
                        name);
        Process process;
        try {
            process =
                    new ProcessBuilder(OwnCommand.line(arguments))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            throw new StartException("member %s cannot be started".formatted(name), e);
        }
        Thread.ofPlatform()
                .daemon()
                .name("demo-" + name)
                .start(() -> new Listening(name, process, voice).run());
        return new MemberProcess(process);
    }

    public long pid() {
        return process.pid();
    }

    /// Has it commit nothing more. Returns at once.
    public void withhold() {
        try {
            OutputStream orders = process.getOutputStream();
            orders.write((DemoMemberCommand.WITHHOLD + "\n").getBytes(StandardCharsets.UTF_8));
            orders.flush();
        } catch (IOException e) {
            // It has ended already, as its voice will tell.
            process.destroyForcibly();
        }
    }

    /// Has it leave the group and end. Returns at once.
    public void leave() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /// Ends it as `kill -9` does, without a word to the group. Returns at once.
    public void kill() {
        process.destroyForcibly();
    }

    /// Waits until it has ended, and ends it if that takes too long.
    public void awaitEnd(long withinS) throws InterruptedException {
        if (!process.waitFor(withinS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private record Listening(String name, Process process, MemberVoice voice) {
        void run() {
            String lastWords = "";
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                while (line != null) {
                    Optional<MemberEvent> event = MemberEvent.parse(line);
                    event.ifPresent(said -> voice.said(name, said));
                    lastWords = event.isPresent() ? lastWords : line;
                    line = lines.readLine();
                }
            } catch (IOException e) {
                // The pipe of a killed process may end this way too.
                process.destroyForcibly();
            }
            try {
                voice.ended(name, process.waitFor(), lastWords);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
