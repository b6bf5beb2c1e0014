package dev.halfbyte.conformance.trial;

import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Optional;

/// Where a trial came from, enough to make it again with the same generator.
///
/// @param seed of the campaign
/// @param index of the program in it
/// @param record the choices, which shrinking has made fewer
public record Origin(Recipe recipe, long seed, long index, List<Integer> record) {
  public Origin {
    record = List.copyOf(record);
  }

  /// The trial of this record.
  public Optional<Trial> make(Variation variation) {
    return recipe.make(Choices.replay(record), variation).map(Recipe.Made::trial);
  }

  /// The same program with other choices.
  public Origin with(List<Integer> simpler) {
    return new Origin(recipe, seed, index, simpler);
  }
}
