package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AssignorsTest {
    @Test
    void assignors_areFoundByName() {
        List<String> names = Assignors.names();

        assertEquals(List.of("uniform", "range", "roundrobin", "sticky"), names);
        for (String name : names) {
            assertEquals(Optional.of(name), Assignors.named(name).map(Assignor::name));
        }
        assertEquals(Optional.empty(), Assignors.named("Uniform"));
        assertEquals("uniform", Assignors.byDefault().name());
    }
}
