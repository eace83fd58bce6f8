package dev.regroup.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/// Where the modules live below a root: `dev.regroup` for the product, another for the classes that
/// break the rules.
record Layout(String root) {
    static final Layout PRODUCT = new Layout("dev.regroup");
    static final Layout BAD = new Layout("dev.regroup.architecture.bad");

    /// The packages of a module, or a part of it, as ArchUnit writes them.
    String module(String name) {
        return root + "." + name + "..";
    }

    String everything() {
        return root + "..";
    }

    /// The class itself and whatever is nested in it.
    DescribedPredicate<JavaClass> typeAndNested(String name) {
        String full = root + "." + name;
        return DescribedPredicate.describe(
                full, type -> type.getName().equals(full) || type.getName().startsWith(full + "$"));
    }
}
