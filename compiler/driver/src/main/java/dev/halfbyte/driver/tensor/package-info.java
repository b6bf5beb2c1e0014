/// Tensor files: npy, npz and safetensors, read with limits because their bytes are not ours.
///
/// Written here and not taken from a library: the ones at hand read only part of the three formats
/// and trust the sizes that a header states.
@NullMarked
package dev.halfbyte.driver.tensor;

import org.jspecify.annotations.NullMarked;
