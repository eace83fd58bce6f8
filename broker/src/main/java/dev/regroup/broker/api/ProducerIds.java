package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand.ReserveProducerIds;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.shard.ReplyTo;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/// Hands out producer ids from blocks that the catalogue has reserved durably: an id is never given
/// twice, whatever crashes; the rest of a block is lost with the process.
public final class ProducerIds {
    private final Requests requests;
    private final AtomicReference<Block> block = new AtomicReference<>(new Block(0, 0));

    /// Ids `[next, end)` are free.
    private record Block(long next, long end) {
        boolean empty() {
            return next == end;
        }
    }

    public ProducerIds(Requests requests) {
        this.requests = requests;
    }

    /// Calls one of the two, now or when a block has been reserved.
    void next(LongConsumer taker, Runnable unavailable) {
        Block before =
                block.getAndUpdate(now -> now.empty() ? now : new Block(now.next + 1, now.end));
        if (!before.empty()) {
            taker.accept(before.next);
            return;
        }
        // Several may ask at once: each keeps the first id of its block, one of them leaves the
        // rest.
        ReplyTo<CatalogueReply> replyTo =
                reply -> {
                    if (reply instanceof CatalogueReply.ProducerIds ids) {
                        block.compareAndSet(
                                before, new Block(ids.first() + 1, ids.first() + ids.count()));
                        taker.accept(ids.first());
                    } else {
                        unavailable.run();
                    }
                };
        requests.onCatalogue(new ReserveProducerIds(replyTo));
    }
}
