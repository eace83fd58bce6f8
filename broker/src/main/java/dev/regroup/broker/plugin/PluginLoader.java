package dev.regroup.broker.plugin;

import dev.regroup.coordinator.assign.Assignor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;

/// Makes objects of the classes that the configuration names.
public final class PluginLoader {
    private final ClassLoader classes;
    private final Map<String, String> settings;

    /// @param classes where users' classes are
    /// @param settings what the broker was told, for plug-ins that are [Configurable]
    public PluginLoader(ClassLoader classes, Map<String, String> settings) {
        this.classes = classes;
        this.settings = Map.copyOf(settings);
    }

    /// @param className of a [ConsumerGroupPartitionAssignor] with a public constructor without
    ///   parameters
    /// @throws PluginException if there is none, or it does not want to work
    public Assignor assignor(String className) {
        try {
            return adapted(className, instance(className));
        } catch (ClassNotFoundException e) {
            throw new PluginException("there is no class " + className, e);
        } catch (InvocationTargetException e) {
            throw failed(className, e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw e instanceof PluginException known ? known : failed(className, e);
        }
    }

    private ConsumerGroupPartitionAssignor instance(String className)
            throws ReflectiveOperationException {
        Class<?> found = Class.forName(className, true, classes);
        if (!ConsumerGroupPartitionAssignor.class.isAssignableFrom(found)) {
            throw new PluginException(
                    "class %s is no %s"
                            .formatted(className, ConsumerGroupPartitionAssignor.class.getName()));
        }
        return (ConsumerGroupPartitionAssignor) found.getConstructor().newInstance();
    }

    private Assignor adapted(String className, ConsumerGroupPartitionAssignor plugin) {
        if (plugin instanceof Configurable configurable) {
            configurable.configure(settings);
        }
        String name = plugin.name();
        if (name == null || name.isBlank()) {
            throw new PluginException("class %s has no name".formatted(className));
        }
        return new PluginAssignor(name, plugin);
    }

    private static PluginException failed(String className, Throwable cause) {
        return new PluginException(
                "class %s cannot be used: %s".formatted(className, cause), cause);
    }
}
