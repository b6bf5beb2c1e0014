/// Scales of channels, moved from activations into what stands before and behind them.
@NullMarked
package dev.halfbyte.quant.reparam;

import org.jspecify.annotations.NullMarked;
