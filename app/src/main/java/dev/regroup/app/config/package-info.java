/// The configuration: one record tree, read once. Keys are Kafka's wherever Kafka has one.
@NullMarked
package dev.regroup.app.config;

import org.jspecify.annotations.NullMarked;
