/// Random kernels as text of the language, over recorded choices.
///
/// The package knows the language from its description only, so that it shares no mistake with the
/// front end that reads its texts.
@NullMarked
package dev.halfbyte.testkit.kernel;

import org.jspecify.annotations.NullMarked;
