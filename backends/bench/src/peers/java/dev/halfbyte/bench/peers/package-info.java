/// Libraries of others doing the same work as generated kernels, in the same run on the same core.
///
/// Only the build of `./dev bench peers` has this package and those libraries.
@NullMarked
package dev.halfbyte.bench.peers;

import org.jspecify.annotations.NullMarked;
