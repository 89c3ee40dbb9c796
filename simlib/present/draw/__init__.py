"""What every chart is drawn with: style, sheet, text, marks."""
