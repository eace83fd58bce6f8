package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueView;

/// The catalogue as handlers see it at this moment. Written by shard 0, read by everybody.
public final class CataloguePublication {
    private volatile CatalogueView view = CatalogueView.EMPTY;

    public CatalogueView view() {
        return view;
    }

    void publish(CatalogueView next) {
        view = next;
    }
}
