package dev.halfbyte.driver.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The widths that the layers of each block can have together, with their errors.
///
/// @param blocks numbers of the layers of each block
/// @param options by block
record JointOptions(List<List<Integer>> blocks, List<List<Joint>> options) {
  JointOptions {
    blocks = List.copyOf(blocks);
    options = List.copyOf(options);
  }

  /// Widths of the layers of a block.
  ///
  /// @param numbers of the widths, in the order of the block
  record Joint(List<Integer> numbers, double error) {}

  /// All widths of all blocks; what blocks of several layers do together is measured.
  static JointOptions of(
      List<WeightLayer> layers,
      List<Integer> widths,
      List<List<WeightLayer>> blocks,
      Sensitivities sensitivities,
      Consumer<String> progress) {
    if (blocks.stream().anyMatch(block -> block.size() > 1)) {
      sensitivities.requireOneProgram();
    }
    List<List<Integer>> numbers = new ArrayList<>();
    List<List<Joint>> options = new ArrayList<>();
    for (List<WeightLayer> block : blocks) {
      numbers.add(block.stream().map(layers::indexOf).toList());
      List<List<Integer>> combinations = combinations(block.size(), widths.size());
      List<Joint> own = new ArrayList<>();
      for (List<Integer> combination : combinations) {
        if (block.size() == 1) {
          int width = widths.get(combination.getFirst());
          double error =
              sensitivities.alone(numbers.getLast().getFirst()).getOrDefault(width, Double.NaN);
          own.add(new Joint(combination, error));
        } else {
          progress.accept(
              "block %d of %d, %d of %d"
                  .formatted(numbers.size(), blocks.size(), own.size() + 1, combinations.size()));
          own.add(new Joint(combination, sensitivities.together(block, combination)));
        }
      }
      options.add(own);
    }
    return new JointOptions(numbers, options);
  }

  private static List<List<Integer>> combinations(int layers, int widths) {
    List<List<Integer>> all = List.of(List.of());
    for (int layer = 0; layer < layers; layer++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> begun : all) {
        for (int width = 0; width < widths; width++) {
          List<Integer> next = new ArrayList<>(begun);
          next.add(width);
          longer.add(List.copyOf(next));
        }
      }
      all = longer;
    }
    return all;
  }

  /// What the integer program chooses from.
  List<List<ChoiceProgram.Option>> options(Costing costing) {
    List<List<ChoiceProgram.Option>> groups = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      List<Integer> block = blocks.get(b);
      groups.add(
          options.get(b).stream()
              .map(joint -> new ChoiceProgram.Option(joint.error(), cost(block, joint, costing)))
              .toList());
    }
    return groups;
  }

  private static long cost(List<Integer> block, Joint joint, Costing costing) {
    long cost = 0;
    for (int i = 0; i < block.size(); i++) {
      cost += costing.of(block.get(i), joint.numbers().get(i));
    }
    return cost;
  }

  /// Numbers of widths in the order of the layers, for the chosen option of each block.
  List<Integer> numbers(List<Integer> chosen) {
    List<Integer> numbers = new ArrayList<>();
    blocks.stream().flatMap(List::stream).forEach(_ -> numbers.add(0));
    for (int b = 0; b < blocks.size(); b++) {
      Joint joint = options.get(b).get(chosen.get(b));
      for (int i = 0; i < joint.numbers().size(); i++) {
        numbers.set(blocks.get(b).get(i), joint.numbers().get(i));
      }
    }
    return List.copyOf(numbers);
  }

  /// The sum of errors of these widths.
  double error(List<Integer> numbers) {
    double sum = 0;
    for (int b = 0; b < blocks.size(); b++) {
      List<Integer> own = blocks.get(b).stream().map(numbers::get).toList();
      sum +=
          options.get(b).stream()
              .filter(joint -> joint.numbers().equals(own))
              .findFirst()
              .orElseThrow()
              .error();
    }
    return sum;
  }
}
