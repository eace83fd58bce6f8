package dev.regroup.storage.memory;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.blob.BlobStoreContract;

class MemoryBlobStoreTest implements BlobStoreContract {
    @Override
    public BlobStore emptyBlobStore() {
        return new MemoryBlobStore();
    }
}
