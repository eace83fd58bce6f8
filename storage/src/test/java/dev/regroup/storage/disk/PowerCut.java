package dev.regroup.storage.disk;

import dev.regroup.storage.StorageException;

/// The power is off: every operation fails from here on.
public final class PowerCut extends StorageException {
    private static final long serialVersionUID = 1L;

    public PowerCut(long operation) {
        super("the power was cut at operation " + operation);
    }
}
