package dev.regroup.cli.demo;

import dev.regroup.cli.demo.member.MemberEvent;
import dev.regroup.cli.demo.member.MemberProcess;
import dev.regroup.cli.demo.member.MemberVoice;
import dev.regroup.cli.demo.model.DemoEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The members' processes. What is done to them and what they say goes to the inbox.
final class Crew implements MemberVoice {
    private static final long ENDS_WITHIN_S = 10;

    private final MemberProcess.Place place;
    private final Inbox inbox;
    private final Map<String, MemberProcess> processes = new ConcurrentHashMap<>();
    private int started;

    Crew(MemberProcess.Place place, Inbox inbox) {
        this.place = place;
        this.inbox = inbox;
    }

    /// Starts another member.
    DemoEvent.MemberStarted start() {
        started++;
        String name = "member-" + started;
        MemberProcess process = MemberProcess.start(name, place, this);
        processes.put(name, process);
        return new DemoEvent.MemberStarted(System.currentTimeMillis(), name, process.pid());
    }

    DemoEvent.StopAsked stop(String name) {
        process(name).leave();
        return new DemoEvent.StopAsked(System.currentTimeMillis(), name);
    }

    /// Has it commit nothing more, so that it is certain to leave work undone when it is killed.
    DemoEvent.KillAsked condemn(String name) {
        process(name).withhold();
        return new DemoEvent.KillAsked(System.currentTimeMillis(), name);
    }

    DemoEvent.Killed kill(String name) {
        process(name).kill();
        return new DemoEvent.Killed(System.currentTimeMillis(), name);
    }

    /// Has all leave the group and waits until they have ended.
    void dismiss() throws InterruptedException {
        processes.values().forEach(MemberProcess::leave);
        for (MemberProcess process : processes.values()) {
            process.awaitEnd(ENDS_WITHIN_S);
        }
    }

    /// From any thread.
    void killAll() {
        processes.values().forEach(MemberProcess::kill);
    }

    @Override
    public void said(String member, MemberEvent event) {
        inbox.happened(new DemoEvent.MemberSaid(member, event));
    }

    @Override
    public void ended(String member, int exitCode, String lastWords) {
        inbox.happened(
                new DemoEvent.MemberEnded(System.currentTimeMillis(), member, exitCode, lastWords));
    }

    private MemberProcess process(String name) {
        MemberProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException("no process for " + name);
        }
        return process;
    }
}
