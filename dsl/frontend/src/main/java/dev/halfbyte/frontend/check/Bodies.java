package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Declaration.FunctionBody;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Declaration.Result;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Declaration.Statement;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;

/// Inlines the bodies of functions as definitions.
final class Bodies {
  private final KernelBuilder kernel;
  private final Definitions definitions;

  Bodies(KernelBuilder kernel, Definitions definitions) {
    this.kernel = kernel;
    this.definitions = definitions;
  }

  /// The tensor that a body computes, absent if something was reported; other tensors of a block
  /// get names below that of `target`.
  ///
  /// @param scope the parameters; the names of a block are added
  Optional<Symbol.Array> define(Name target, FunctionBody body, Scope scope) {
    return switch (body) {
      case FunctionBody.Element(Masked value) ->
          definitions.define(target, List.of(), value, scope);
      case FunctionBody.Indexed(List<BoundIndex> indices, Masked value) ->
          definitions.define(target, indices, value, scope);
      case FunctionBody.Block block ->
          kernel.within(target.text(), () -> block(target, block, scope));
    };
  }

  private Optional<Symbol.Array> block(Name target, FunctionBody.Block block, Scope scope) {
    Optional<Name> returned = returnedName(block);
    for (Statement statement : block.statements()) {
      switch (statement) {
        case Let let -> new Lets(kernel.reporter(), kernel).declare(let, scope);
        case Define define -> {
          Name local = define.name();
          boolean isResult = returned.filter(n -> n.text().equals(local.text())).isPresent();
          String name = isResult ? target.text() : kernel.pathName(local.text());
          Optional<Symbol.Array> array =
              definitions.define(
                  new Name(name, local.span()), define.indices(), define.value(), scope);
          scope.declare(local, array.<Symbol>map(a -> a).orElseGet(Symbol.Faulty::new));
        }
        case Return ignored -> throw new CompilerBug("a function returns at its end: " + ignored);
      }
    }
    return returned.isPresent() ? local(returned.get(), scope) : result(target, block, scope);
  }

  /// The tensor of the block that is returned as it stands, if it is one.
  private static Optional<Name> returnedName(FunctionBody.Block block) {
    Result result = block.result();
    boolean bare = result.indices().isEmpty() && result.value().conditions().isEmpty();
    return bare
            && result.value().value() instanceof Expression.Reference reference
            && reference.subscripts().isEmpty()
            && block.statements().stream()
                .anyMatch(
                    s -> s instanceof Define d && d.name().text().equals(reference.name().text()))
        ? Optional.of(reference.name())
        : Optional.empty();
  }

  private static Optional<Symbol.Array> local(Name name, Scope scope) {
    return scope.lookup(name) instanceof Symbol.Array array ? Optional.of(array) : Optional.empty();
  }

  private Optional<Symbol.Array> result(Name target, FunctionBody.Block block, Scope scope) {
    Result result = block.result();
    return definitions.define(target, result.indices().orElse(List.of()), result.value(), scope);
  }
}
