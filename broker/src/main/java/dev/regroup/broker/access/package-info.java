/// Who may do what: the seam at which access control will stand.
@NullMarked
package dev.regroup.broker.access;

import org.jspecify.annotations.NullMarked;
