/// The typed module that [dev.halfbyte.frontend.Frontend] returns and lowering starts from.
///
/// A [Kernel] is a list of [Definition]s in dependence order. Nearly all are [Definition.Elements],
/// which say `target[i, j, ...] = value`, where `value` is a scalar [Expr] of [Index]es: constants,
/// element accesses with affine subscripts, arithmetic, reductions, functions along an index.
/// Functions are inlined, `relu(y)` on whole tensors has become `relu(y[i0, i1])`, `let` constants
/// have become [dev.halfbyte.frontend.extent.Extent]s or expressions, and `where` clauses have
/// become masks of reductions, softmaxes and definitions, already carried along to every reader.
/// The other form is [Definition.Scan], a loop whose body is again a list of definitions, over
/// parameters of its own.
///
/// What a consumer may rely on: every index has exactly one extent, which its definition states;
/// every access without `padded` is inside its tensor for all values of the dimensions; both sides
/// of an arithmetic operation have one type; definitions read only inputs, weights and earlier
/// definitions.
///
/// A lowering to tensor ops therefore needs one recursive function over [Expr] that returns a value
/// and the indices of its axes: [Expr.Access] is a view, [Expr.Unary], [Expr.Binary] and
/// [Expr.Clip] are elementwise after broadcasting to the joined indices, [Expr.Reduce] with
/// operator `SUM` over a product of two accesses is a contraction, and any other [Expr.Reduce] is a
/// reduction. [Expr.Softmax], [Expr.LayerNorm] and [Expr.RmsNorm] see all elements along an index
/// that stays free: their operands need that index as an axis, and so does the result.
@NullMarked
package dev.halfbyte.frontend.ast;

import org.jspecify.annotations.NullMarked;
