package dev.regroup.architecture;

import java.util.List;

/// A file's text.
///
/// @param path from the repository's root, with `/`
record Source(String path, String text) {
    List<String> lines() {
        return text.lines().toList();
    }

    boolean isPackageInfo() {
        return path.endsWith("/package-info.java");
    }

    /// The path without the file's name.
    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
