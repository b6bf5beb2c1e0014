/// Runs compiled programs on the simulated accelerator, knowing nothing but their manifest, and
/// helps to test other designs.
///
/// Entry points: [Manifest#read] and [AcceleratorRun] in process, [SimMain] as a process of its
/// own.
@NullMarked
package dev.halfbyte.sim.harness;

import org.jspecify.annotations.NullMarked;
