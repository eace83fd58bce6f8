package dev.regroup.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives the tests of a class a broker: as a parameter of type
/// [dev.regroup.testkit.EmbeddedRegroup] of test methods, of methods that run before or after them,
/// and of constructors.
///
/// ```java
/// @RegroupBroker(topics = "orders:6")
/// class BillingTest {
///     @Test
///     void everyOrderIsBilledOnce(EmbeddedRegroup broker) { ... }
/// }
/// ```
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(RegroupExtension.class)
public @interface RegroupBroker {
    /// Topics to create: `name` with one partition, `name:6` with six.
    String[] topics() default {};

    /// Settings of the broker, as in `server.properties`: `num.partitions=3`.
    String[] settings() default {};

    /// How long a broker lives.
    Lifetime lifetime() default Lifetime.CLASS;

    /// How long a broker lives.
    enum Lifetime {
        /// One for all tests of the class: groups and topics outlive a test.
        CLASS,
        /// A new one for each test.
        METHOD
    }
}
