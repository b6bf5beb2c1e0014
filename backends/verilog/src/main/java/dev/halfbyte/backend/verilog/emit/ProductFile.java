package dev.halfbyte.backend.verilog.emit;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.backend.verilog.bind.ProductWeights;
import java.util.ArrayList;
import java.util.List;

/// The file of a build that tells of the products of each op, see [ProductWeights]; no simulator
/// needs it.
final class ProductFile {
  static final String NAME = "products.json";

  private ProductFile() {}

  static String text(List<ProductWeights> products) {
    JsonArray array = new JsonArray();
    products.forEach(product -> array.add(json(product)));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(array)
        + "\n";
  }

  private static JsonObject json(ProductWeights product) {
    JsonObject json = new JsonObject();
    json.addProperty("op", product.op());
    json.addProperty("products", product.products());
    json.addProperty("macs", product.macs());
    json.addProperty("macs_dropped", product.macsDropped());
    json.addProperty("columns", product.columns());
    json.addProperty("columns_dropped", product.columnsDropped());
    json.addProperty("weights", product.weights());
    json.addProperty("zeros", product.zeros());
    json.addProperty("zeros_dropped", product.zerosDropped());
    json.addProperty("packed", product.packed());
    json.addProperty("zeros_packed", product.zerosPacked());
    return json;
  }

  /// Reads what [#text] wrote.
  static List<ProductWeights> read(String text) {
    List<ProductWeights> products = new ArrayList<>();
    for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
      JsonObject json = element.getAsJsonObject();
      products.add(
          new ProductWeights(
              json.get("op").getAsString(),
              json.get("products").getAsInt(),
              json.get("macs").getAsLong(),
              json.get("macs_dropped").getAsLong(),
              json.get("columns").getAsLong(),
              json.get("columns_dropped").getAsLong(),
              json.get("weights").getAsLong(),
              json.get("zeros").getAsLong(),
              json.get("zeros_dropped").getAsLong(),
              json.get("packed").getAsInt(),
              json.get("zeros_packed").getAsLong()));
    }
    return products;
  }
}
