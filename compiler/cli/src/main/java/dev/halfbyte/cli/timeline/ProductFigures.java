package dev.halfbyte.cli.timeline;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.backend.verilog.bind.ProductWeights;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The products of one op: what the kernel asks for, what its constant weights spare the array, and
/// what the array did with some data.
///
/// @param weights of the op
/// @param work of the array, where there were data
public record ProductFigures(ProductWeights weights, Optional<OpWork> work) {

  /// Returns the figures of each op.
  ///
  /// @param work of each op that the array worked for
  public static List<ProductFigures> of(List<ProductWeights> products, List<OpWork> work) {
    var told = products.stream().collect(Collectors.toMap(ProductWeights::op, Function.identity()));
    return work.stream()
        .map(op ->
            new ProductFigures(
                Optional.ofNullable(told.get(op.op()))
                    .orElseThrow(() -> new CompilerBug("nothing is told of the products of " + op)),
                Optional.of(op)))
        .toList();
  }

  /// Returns the figures of ops without data.
  public static List<ProductFigures> of(List<ProductWeights> products) {
    return products.stream().map(op -> new ProductFigures(op, Optional.empty())).toList();
  }

  /// Returns all of them as objects.
  public static JsonArray json(List<ProductFigures> products) {
    JsonArray array = new JsonArray();
    products.forEach(product -> array.add(product.json()));
    return array;
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("op", weights.op());
    json.addProperty("products", weights.products());
    json.addProperty("dense", weights.macs());
    work.ifPresent(op -> {
      json.addProperty("commands", op.commands());
      json.addProperty("busy", op.busy());
      json.addProperty("made", op.macs());
      json.addProperty("skipped", op.skipped());
      json.addProperty("zeros_skipped", op.share());
    });
    json.addProperty("dropped", weights.macsDropped());
    json.addProperty("columns", weights.columns());
    json.addProperty("columns_dropped", weights.columnsDropped());
    json.addProperty("packed", weights.packed());
    JsonObject constants = new JsonObject();
    constants.addProperty("constant", weights.weights());
    constants.addProperty("zero", weights.zeros());
    constants.addProperty("zero_share", weights.zeroShare());
    constants.addProperty("zero_dropped", weights.zerosDropped());
    constants.addProperty("zero_packed", weights.zerosPacked());
    constants.addProperty("zero_used", weights.usedShare());
    json.add("weights", constants);
    return json;
  }

  /// Returns one line for people.
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append("%s: %d dense".formatted(weights.op(), weights.macs()));
    work.ifPresent(op ->
        line.append(
            ", %d made, %s skipped at activations of zero"
                .formatted(op.macs(), percent(op.share()))));
    if (weights.columnsDropped() > 0) {
      line.append(
          ", %d of %d columns dropped".formatted(weights.columnsDropped(), weights.columns()));
    }
    if (weights.packed() > 0) {
      line.append(
          weights.packed() == weights.products()
              ? ", packed"
              : ", %d of %d packed".formatted(weights.packed(), weights.products()));
    }
    line.append(
        weights.weights() == 0
            ? ", computed weights"
            : ", %s of %d weights zero".formatted(percent(weights.zeroShare()), weights.weights()));
    if (weights.zeros() > 0) {
      line.append(", %s of these left out".formatted(percent(weights.usedShare())));
    }
    return line.toString();
  }

  /// Returns the cells of a table row behind the name of the op.
  List<String> cells() {
    return List.of(
        number(weights.macs()),
        work.map(op -> number(op.macs())).orElse(""),
        work.map(op -> number(op.skipped())).orElse(""),
        work.map(op -> percent(op.share())).orElse(""),
        number(weights.macsDropped()),
        "%d of %d".formatted(weights.columnsDropped(), weights.columns()),
        "%d of %d".formatted(weights.packed(), weights.products()),
        weights.weights() == 0 ? "computed" : number(weights.weights()),
        weights.weights() == 0 ? "" : percent(weights.zeroShare()),
        weights.zeros() == 0 ? "" : percent(weights.usedShare()));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
