"""The settings: ``settings`` defines them, ``values`` parses them, ``file`` reads the file.

``editing`` changes the file, and ``toml`` writes settings as TOML.
"""
