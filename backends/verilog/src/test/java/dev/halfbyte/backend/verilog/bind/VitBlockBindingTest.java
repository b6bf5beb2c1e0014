package dev.halfbyte.backend.verilog.bind;

import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.check;
import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.Memory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The block of DeiT-Tiny among the examples, as tasks.
class VitBlockBindingTest {
  private static final int TOKENS = 19;

  @ParameterizedTest
  @ValueSource(strings = {"w4a4", "repq"})
  void theBlockIsNormsProductsAndSoftmaxes(String numerics) {
    Path root = Path.of(System.getProperty("halfbyte.root"));
    Path file = root.resolve("dsl/examples/vit_block.hb");
    Compilation compilation = Compilation.open(CompilationRequest.of(file, numerics));
    Random random = new Random(4);
    TreeMap<String, Tensor> inputs = new TreeMap<>();
    inputs.put("x", Tensor.generateFloats(Shape.of(TOKENS, 192), _ -> random.nextGaussian()));
    SampleKernels.Sample sample = new SampleKernels.Sample(compilation.seal().sealed(), inputs);
    TaskGraph graph = check(sample, TOKENS);
    assertEquals(2, tasks(graph, Task.Norm.class).size());
    assertEquals(3, tasks(graph, Task.Softmax.class).size());
    // Queries, keys, values; scores and sums of three heads; projection and the two of the network.
    List<Task.MatMul> products = tasks(graph, Task.MatMul.class);
    assertEquals(3 + 2 * 3 + 3, products.size());
    assertEquals(0, tasks(graph, Task.Map.class).size());
    assertEquals(
        2,
        products.stream()
            .filter(product -> product.target() instanceof ProductTarget.Turned)
            .count());
    for (Task.MatMul product : products) {
      assertEquals(Memory.ACT, product.source().home());
    }
  }
}
