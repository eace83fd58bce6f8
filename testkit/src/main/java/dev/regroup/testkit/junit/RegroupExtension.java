package dev.regroup.testkit.junit;

import dev.regroup.testkit.EmbeddedRegroup;
import dev.regroup.testkit.junit.RegroupBroker.Lifetime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Starts the broker of a [RegroupBroker] when it is first asked for; JUnit's store closes it.
final class RegroupExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RegroupExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedRegroup.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RegroupBroker wanted =
                AnnotationSupport.findAnnotation(
                                context.getRequiredTestClass(), RegroupBroker.class)
                        .orElseThrow();
        return store(context, wanted.lifetime())
                .computeIfAbsent(EmbeddedRegroup.class, _ -> start(wanted), EmbeddedRegroup.class);
    }

    private static Store store(ExtensionContext context, Lifetime lifetime) {
        ExtensionContext owner = context;
        while (lifetime == Lifetime.CLASS && owner.getTestMethod().isPresent()) {
            owner = owner.getParent().orElseThrow();
        }
        return owner.getStore(NAMESPACE);
    }

    private static EmbeddedRegroup start(RegroupBroker wanted) {
        Map<String, String> settings = new HashMap<>();
        for (String setting : wanted.settings()) {
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "setting '%s' is not of the form name=value".formatted(setting));
            }
            settings.put(setting.substring(0, equals).trim(), setting.substring(equals + 1).trim());
        }
        EmbeddedRegroup broker = EmbeddedRegroup.start(settings);
        for (String topic : wanted.topics()) {
            int colon = topic.indexOf(':');
            broker.createTopic(
                    colon < 0 ? topic : topic.substring(0, colon),
                    colon < 0 ? 1 : Integer.parseInt(topic.substring(colon + 1)));
        }
        return broker;
    }
}
