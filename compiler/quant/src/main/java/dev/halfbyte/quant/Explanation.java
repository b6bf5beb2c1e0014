package dev.halfbyte.quant;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.List;

/// Why a value of the quantized program is as it is; what `why` prints.
public sealed interface Explanation {
  /// The name of the value.
  String path();

  /// What is explained, as JSON names it.
  default String kind() {
    return switch (this) {
      case Coded _ -> "encoding";
      case CodedConstant _ -> "constant_encoding";
      case GroupedConstant _ -> "group_encoding";
      case Accumulated _ -> "accumulator";
      case Normalized _ -> "normalization";
      case Softmaxed _ -> "softmax";
      case Reparametrized _ -> "reparametrization";
      case ShiftedChannels _ -> "channel_shifts";
      case FixedNoise _ -> "fixed_noise";
      case Transformed _ -> "transform";
      case Folded _ -> "fold";
      case NotDone _ -> "not_done";
    };
  }

  /// One object: kind, path, and the other components under their names in lower case.
  default JsonObject json() {
    Gson gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind());
    gson.toJsonTree(this, getClass()).getAsJsonObject().asMap().forEach(json::add);
    return json;
  }

  /// A computed value got codes.
  ///
  /// @param encoding storage and zero point
  /// @param scale the real value of one step
  /// @param lo the least value that was to be coded
  /// @param hi the greatest
  /// @param purpose what the codes are for
  /// @param rule the policy rule that won, with its origin
  record Coded(
      String path, String encoding, float scale, float lo, float hi, String purpose, String rule)
      implements Explanation {
    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + " scale "
          + scale
          + " for "
          + purpose
          + ", range "
          + lo
          + " .. "
          + hi
          + ", by "
          + rule;
    }
  }

  /// A constant got codes.
  ///
  /// @param scales how many scales it has
  record CodedConstant(
      String path, String encoding, int scales, float leastScale, float greatestScale, String rule)
      implements Explanation {
    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + ", "
          + scales
          + " scales "
          + leastScale
          + " .. "
          + greatestScale
          + ", by "
          + rule;
    }
  }

  /// A constant got codes with two levels of scales: a scale of its channel times the multiplier of
  /// its group.
  ///
  /// @param size most elements of a group
  /// @param scales how many channels have one
  /// @param groups how many multipliers there are
  record GroupedConstant(
      String path,
      String encoding,
      int size,
      int scales,
      float leastScale,
      float greatestScale,
      int groups,
      int leastMultiplier,
      int greatestMultiplier,
      String rule)
      implements Explanation {
    /// The same of another iteration, with the scales and groups of both.
    public GroupedConstant join(GroupedConstant other) {
      return new GroupedConstant(
          path,
          encoding,
          size,
          scales + other.scales,
          Math.min(leastScale, other.leastScale),
          Math.max(greatestScale, other.greatestScale),
          groups + other.groups,
          Math.min(leastMultiplier, other.leastMultiplier),
          Math.max(greatestMultiplier, other.greatestMultiplier),
          rule);
    }

    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + ", "
          + scales
          + " scales "
          + leastScale
          + " .. "
          + greatestScale
          + " of channels times "
          + groups
          + " integers "
          + leastMultiplier
          + " .. "
          + greatestMultiplier
          + " of groups of at most "
          + size
          + ", by "
          + rule;
    }
  }

  /// A sum of products got a type.
  ///
  /// @param type `s32`, or `s64` where the bound demands it
  /// @param lo proven least value, over the actual weights and the largest extents
  /// @param hi proven greatest value
  record Accumulated(String path, String type, String lo, String hi) implements Explanation {
    @Override
    public String toString() {
      String width = type.equals("s32") ? "" : ", as 32 bits cannot be proven to hold it";
      return path + ": accumulator " + type + ", proven " + lo + " .. " + hi + width;
    }
  }

  /// Rows are normalized in integers.
  ///
  /// @param extent elements of a row
  /// @param rootBits bits of the reciprocal root
  /// @param fractionBits fraction bits of the normalized elements, s16
  record Normalized(String path, long extent, int rootBits, int fractionBits)
      implements Explanation {
    @Override
    public String toString() {
      return path
          + ": integer normalization over "
          + extent
          + " elements, reciprocal root of "
          + rootBits
          + " bits, s16 with "
          + fractionBits
          + " fraction bits";
    }
  }

  /// The channels behind a normalization have scales of their own, moved into their neighbours.
  ///
  /// @param encoding the one encoding of all channels
  /// @param scale their common scale, of the first iteration in the body of a scan
  /// @param leastRatio the scale of the finest channel over the common one
  /// @param into the weights that took over the ratios
  record Reparametrized(
      String path,
      String encoding,
      float scale,
      int channels,
      float leastRatio,
      float greatestRatio,
      List<String> into,
      String rule)
      implements Explanation {
    public Reparametrized {
      into = List.copyOf(into);
    }

    /// The same of another iteration, with the ratios of both.
    public Reparametrized join(Reparametrized other) {
      return new Reparametrized(
          path,
          encoding,
          scale,
          channels + other.channels,
          Math.min(leastRatio, other.leastRatio),
          Math.max(greatestRatio, other.greatestRatio),
          into,
          rule);
    }

    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + " scale "
          + scale
          + ", scales of "
          + channels
          + " channels "
          + leastRatio
          + " .. "
          + greatestRatio
          + " times that, folded into the normalization and into "
          + String.join(", ", into)
          + ", by "
          + rule;
    }
  }

  /// Channels got scales that are powers of two times one, by which their codes are shifted.
  ///
  /// @param encoding storage and zero point of the codes before
  /// @param scale the common scale
  /// @param channels how many of them
  /// @param leastShift the least exponent
  /// @param greatestShift the greatest
  /// @param shifted storage of the codes that are read
  /// @param beside the weights, whose codes stay
  /// @param rule the policy rule that won, with its origin
  record ShiftedChannels(
      String path,
      String encoding,
      float scale,
      int channels,
      int leastShift,
      int greatestShift,
      String shifted,
      List<String> beside,
      String rule)
      implements Explanation {
    public ShiftedChannels {
      beside = List.copyOf(beside);
    }

    /// The same of another iteration, with the shifts of both.
    public ShiftedChannels join(ShiftedChannels other) {
      return new ShiftedChannels(
          path,
          encoding,
          scale,
          channels + other.channels,
          Math.min(leastShift, other.leastShift),
          Math.max(greatestShift, other.greatestShift),
          shifted,
          beside,
          rule);
    }

    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + " scale "
          + scale
          + ", "
          + channels
          + " channels shifted by "
          + leastShift
          + " .. "
          + greatestShift
          + " to "
          + shifted
          + " beside the codes of "
          + String.join(", ", beside)
          + ", by "
          + rule;
    }
  }

  /// A fixed number was added to each channel before its codes, and taken out of biases.
  ///
  /// @param least the least of them
  /// @param greatest the greatest
  /// @param into the weights in front of these biases
  record FixedNoise(
      String path,
      String encoding,
      float scale,
      int channels,
      float least,
      float greatest,
      List<String> into,
      String rule)
      implements Explanation {
    public FixedNoise {
      into = List.copyOf(into);
    }

    /// The same of another iteration, with the noise of both.
    public FixedNoise join(FixedNoise other) {
      return new FixedNoise(
          path,
          encoding,
          scale,
          channels + other.channels,
          Math.min(least, other.least),
          Math.max(greatest, other.greatest),
          into,
          rule);
    }

    @Override
    public String toString() {
      return path
          + ": "
          + encoding
          + " scale "
          + scale
          + ", fixed noise of "
          + channels
          + " channels "
          + least
          + " .. "
          + greatest
          + ", folded into the normalization and into the biases behind "
          + String.join(", ", into)
          + ", by "
          + rule;
    }
  }

  /// Another value took the place of this one in front of contractions.
  ///
  /// @param into its name: it has ranges and codes of its own
  /// @param form what it is
  /// @param weights those that undo it, or in front of biases that do
  /// @param rule the policy rule that won, with its origin
  record Transformed(String path, String into, String form, List<String> weights, String rule)
      implements Explanation {
    public Transformed {
      weights = List.copyOf(weights);
    }

    @Override
    public String toString() {
      return path
          + ": becomes `"
          + into
          + "`, "
          + form
          + " "
          + String.join(", ", weights)
          + ", by "
          + rule;
    }
  }

  /// Something that helps elsewhere was left out.
  ///
  /// @param what was not done
  /// @param reason why not
  record NotDone(String path, String what, String reason) implements Explanation {
    @Override
    public String toString() {
      return path + ": no " + what + ": " + reason;
    }
  }

  /// A float op left the program.
  ///
  /// @param into what it became part of
  record Folded(String path, String into) implements Explanation {
    @Override
    public String toString() {
      return path + ": folded into " + into;
    }
  }

  /// A softmax got an integer form.
  ///
  /// @param form as a numerics block names it
  /// @param codes of what it gives
  /// @param normalization where its row sums divide
  /// @param folded what the requantizer of its logits took over
  /// @param rule the policy rule that chose the form, with its origin
  record Softmaxed(
      String path,
      String form,
      String codes,
      String normalization,
      List<String> folded,
      String rule)
      implements Explanation {
    public Softmaxed {
      folded = List.copyOf(folded);
    }

    @Override
    public String toString() {
      return path
          + ": softmax "
          + form
          + ", codes "
          + codes
          + ", normalised "
          + normalization
          + "; folded into the requantizer of its logits: "
          + String.join(", ", folded)
          + ", by "
          + rule;
    }
  }

  /// The explanations of one value.
  static List<Explanation> of(String path, List<Explanation> all) {
    return all.stream().filter(e -> e.path().equals(path)).toList();
  }
}
