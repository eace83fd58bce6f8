/// The contract of blob stores, as tests.
@NullMarked
package dev.regroup.storage.blob;

import org.jspecify.annotations.NullMarked;
