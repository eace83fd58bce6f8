package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void theTotal_isTheBytesOfTheLastLine() {
        List<String> histogram =
                List.of(
                        "12345:",
                        " num     #instances         #bytes  class name (module)",
                        "-------------------------------------------------------",
                        "   1:        150398       12603376  [Ljava.util.HashMap$Node; (java.base)",
                        "   2:             1             16  dev.example.Total",
                        "Total        150399       12603392");

        assertEquals(Optional.of(12_603_392L), LiveHeap.total(histogram));
    }

    @Test
    void somethingElse_hasNoTotal() {
        assertEquals(
                Optional.empty(),
                LiveHeap.total(List.of("12345:", "com.sun.tools.attach.AttachNotSupported")));
    }
}
