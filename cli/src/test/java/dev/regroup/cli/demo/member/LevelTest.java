package dev.regroup.cli.demo.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "081109 203615 148 INFO dfs.DataNode: block received | INFO",
                "[Sun Dec 04 04:47:44 2005] [error] mod_jk child in error state | ERROR",
                "2015-07-29 - WARN  [SendWorker:188978561024] - Interrupted | WARN",
                "RAS KERNEL FATAL data storage interrupt | FATAL",
                "Jun 14 15:16:01 sshd: authentication failure; logname= | ERROR",
                "17/06/09 20:10:40 DEBUG storage.BlockManager: put | DEBUG",
                "nothing of that kind, not even information or errorless | OTHER",
                "INFO recovered from an error | ERROR"
            })
    void theGravestWordOfALine_isItsLevel(String line, Level level) {
        assertEquals(level, Level.of(line));
    }
}
