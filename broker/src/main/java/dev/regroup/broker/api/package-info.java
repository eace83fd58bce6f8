/// One handler for each API key. A handler checks a request's form, asks shards or views, and puts
/// the answer together; wire codes and sentinels do not pass beyond it.
@NullMarked
package dev.regroup.broker.api;

import org.jspecify.annotations.NullMarked;
