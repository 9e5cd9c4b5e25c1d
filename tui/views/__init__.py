"""What commands print: values in, Rich renderables or JSON documents out."""
