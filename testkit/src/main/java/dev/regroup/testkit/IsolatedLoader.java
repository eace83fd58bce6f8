package dev.regroup.testkit;

import dev.regroup.testkit.bridge.BrokerFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Loads the broker's classes, its libraries' and those of `inside` anew; of the test's classes it
/// shows nothing but the bridge. One is made for a JVM and serves all its brokers.
final class IsolatedLoader extends URLClassLoader {
    private static final String SHARED = "dev.regroup.testkit.bridge.";

    private final ClassLoader outside;

    private IsolatedLoader(URL[] urls, ClassLoader outside) {
        super("regroup-testkit", urls, ClassLoader.getPlatformClassLoader());
        this.outside = outside;
    }

    /// @param jars the broker's
    static IsolatedLoader over(List<Path> jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(IsolatedLoader.class.getProtectionDomain().getCodeSource().getLocation());
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new IsolatedLoader(urls.toArray(URL[]::new), IsolatedLoader.class.getClassLoader());
    }

    BrokerFactory factory() {
        try {
            return (BrokerFactory)
                    loadClass("dev.regroup.testkit.inside.Inside")
                            .getDeclaredConstructor()
                            .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the broker cannot be loaded", e);
        }
    }

    /// In a test the broker speaks up at warnings only.
    @Override
    public @Nullable URL findResource(String name) {
        return name.equals("simplelogger.properties")
                ? IsolatedLoader.class.getResource("quiet.properties")
                : super.findResource(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.startsWith(SHARED) ? outside.loadClass(name) : super.loadClass(name, resolve);
    }
}
