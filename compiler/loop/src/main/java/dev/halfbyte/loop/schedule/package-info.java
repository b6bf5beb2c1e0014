/// Choices of a program's loops that change no bit, stated as text and searched by `tune`.
@NullMarked
package dev.halfbyte.loop.schedule;

import org.jspecify.annotations.NullMarked;
