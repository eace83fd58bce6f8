package dev.regroup.app.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says of a component of [Settings] what it is called and what it means. The parser, the check of
/// ranges and `docs/configuration.md` all go by it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    String name();

    /// Another name for the same thing; the first one wins where both are given.
    String alias() default "";

    /// As it would be written in the file.
    String byDefault();

    String unit() default "";

    long min() default Long.MIN_VALUE;

    long max() default Long.MAX_VALUE;

    /// Allowed words, for settings that are one of a few.
    String[] oneOf() default {};

    /// One sentence for the documentation.
    String says();
}
