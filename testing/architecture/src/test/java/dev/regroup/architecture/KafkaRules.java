package dev.regroup.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// How far Kafka's own classes reach: at the edge only, see decision 0001.
final class KafkaRules {
    private static final String KAFKA = "org.apache.kafka..";

    /// What storage may use: batches and what they are made of.
    /// [Uuid][org.apache.kafka.common.Uuid] lies outside those packages but is how a topic is named
    /// in every batch's address, on the wire as on disk; a copy of our own would be translated at
    /// each produce and fetch.
    private static final DescribedPredicate<JavaClass> RECORDS =
            resideInAnyPackage(
                            "org.apache.kafka.common.record..",
                            "org.apache.kafka.common.compress..",
                            "org.apache.kafka.common.header..",
                            "org.apache.kafka.common.utils..")
                    .or(name("org.apache.kafka.common.Uuid"))
                    .or(name("org.apache.kafka.common.KafkaException"));

    private final Layout layout;

    private KafkaRules(Layout layout) {
        this.layout = layout;
    }

    static List<ArchRule> of(Layout layout) {
        KafkaRules rules = new KafkaRules(layout);
        return List.of(
                rules.storageKnowsRecordsOnly(),
                rules.restKnowsNoKafka(),
                rules.errorsStayAtTheEdge(),
                rules.clientsBelongToCli(),
                rules.schemasBelongToOffsets(),
                rules.pluginsSeeAssignorsOnly());
    }

    private ArchRule storageKnowsRecordsOnly() {
        return noClasses()
                .that()
                .resideInAPackage(layout.module("storage"))
                .should()
                .dependOnClassesThat(resideInAPackage(KAFKA).and(DescribedPredicate.not(RECORDS)))
                .as(
                        "storage knows of Kafka its records, compression, headers, utils, Uuid and KafkaException only")
                .allowEmptyShould(false);
    }

    private ArchRule restKnowsNoKafka() {
        return noClasses()
                .that(
                        resideOutsideOfPackages(
                                layout.module("storage"),
                                layout.module("broker"),
                                layout.module("cli")))
                .should()
                .dependOnClassesThat(resideInAPackage(KAFKA))
                .as("only storage, broker and cli know Kafka")
                .allowEmptyShould(false);
    }

    private ArchRule errorsStayAtTheEdge() {
        return noClasses()
                .that(
                        resideInAPackage(layout.module("broker"))
                                .and(
                                        resideOutsideOfPackages(
                                                layout.module("broker.api"),
                                                layout.module("broker.network"))))
                .should()
                .dependOnClassesThat(name("org.apache.kafka.common.protocol.Errors"))
                .as("Kafka's error codes are used in broker.api and broker.network only")
                .allowEmptyShould(false);
    }

    private ArchRule clientsBelongToCli() {
        return noClasses()
                .that(resideOutsideOfPackage(layout.module("cli")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka.clients.."))
                .as("Kafka's clients are used in cli only")
                .allowEmptyShould(false);
    }

    /// `kafka-group-coordinator` is there for its schemas; its other classes lack what they need.
    /// Of `kafka-group-coordinator-api` the assignors' part is for users' plug-ins, which one
    /// package deals with.
    private ArchRule schemasBelongToOffsets() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(layout.module("broker.plugin"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.kafka.coordinator..")
                                .and(
                                        resideOutsideOfPackage(
                                                "org.apache.kafka.coordinator.group.generated..")))
                .as("of kafka-group-coordinator only generated schemas are used")
                .allowEmptyShould(false);
    }

    private ArchRule pluginsSeeAssignorsOnly() {
        return noClasses()
                .that()
                .resideInAPackage(layout.module("broker.plugin"))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.kafka.coordinator..")
                                .and(
                                        resideOutsideOfPackage(
                                                "org.apache.kafka.coordinator.group.api.assignor..")))
                .as("plug-ins are adapted by the interfaces of assignors alone")
                .allowEmptyShould(false);
    }
}
