USE [master]
GO
/****** Object:  Database [Shop]    Script Date: 01/09/2024 12:00:00 ******/
CREATE DATABASE [Shop]
 CONTAINMENT = NONE
 ON  PRIMARY 
( NAME = N'Shop', FILENAME = N'/var/opt/mssql/data/Shop.mdf' , SIZE = 8192KB , MAXSIZE = UNLIMITED, FILEGROWTH = 65536KB )
GO
ALTER DATABASE [Shop] SET COMPATIBILITY_LEVEL = 160
GO
USE [Shop]
GO
/****** Object:  Table [dbo].[Customers]    Script Date: 01/09/2024 12:00:00 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[Customers](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Name] [nvarchar](80) NOT NULL,
	[Email] [varchar](255) NULL,
	[Balance] [decimal](12, 2) NOT NULL,
	[Vip] [bit] NOT NULL,
	[Photo] [varbinary](max) NULL,
	[Guid] [uniqueidentifier] NULL,
	[CreatedAt] [datetime2](7) NOT NULL,
 CONSTRAINT [PK_Customers] PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON, OPTIMIZE_FOR_SEQUENTIAL_KEY = OFF) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
/****** Object:  Table [dbo].[Orders]    Script Date: 01/09/2024 12:00:00 ******/
SET ANSI_NULLS ON
GO
SET QUOTED_IDENTIFIER ON
GO
CREATE TABLE [dbo].[Orders](
	[Id] [bigint] NOT NULL,
	[CustomerId] [int] NOT NULL,
	[Total] [money] NULL,
	[Placed] [date] NOT NULL,
	[Note] [nvarchar](max) NULL,
PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON) ON [PRIMARY]
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Customers] ON 
GO
INSERT [dbo].[Customers] ([Id], [Name], [Email], [Balance], [Vip], [Photo], [Guid], [CreatedAt]) VALUES (1, N'Ada Lovelace', N'ada@example.com', CAST(12.50 AS Decimal(12, 2)), 1, 0x00FF10, N'6f9619ff-8b86-d011-b42d-00c04fc964ff', CAST(N'2024-01-01T00:00:00.0000000' AS DateTime2))
GO
INSERT [dbo].[Customers] ([Id], [Name], [Email], [Balance], [Vip], [Photo], [Guid], [CreatedAt]) VALUES (2, N'Grace "Amazing" Hopper', NULL, CAST(0.00 AS Decimal(12, 2)), 0, NULL, NULL, CAST(N'2024-02-29T10:00:00.5000000' AS DateTime2))
INSERT [dbo].[Customers] ([Id], [Name], [Email], [Balance], [Vip], [Photo], [Guid], [CreatedAt]) VALUES (3, N'O''Brien', N'', CAST(7.00 AS Decimal(12, 2)), 0, NULL, NULL, CAST(N'2024-03-01T00:00:00.0000000' AS DateTime2))
GO
SET IDENTITY_INSERT [dbo].[Customers] OFF
GO
INSERT [dbo].[Orders] ([Id], [CustomerId], [Total], [Placed], [Note]) VALUES (1, 1, 1500.0000, CAST(N'2024-01-01' AS Date), N'Grüße; 日本')
GO
INSERT [dbo].[Orders] ([Id], [CustomerId], [Total], [Placed], [Note]) VALUES (2, 3, NULL, CAST(N'2024-01-02' AS Date), NULL)
GO
SET ANSI_PADDING ON
GO
/****** Object:  Index [UQ_Email]    Script Date: 01/09/2024 12:00:00 ******/
CREATE NONCLUSTERED INDEX [IX_Email] ON [dbo].[Customers]
(
	[Email] ASC
)WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, SORT_IN_TEMPDB = OFF, DROP_EXISTING = OFF, ONLINE = OFF, ALLOW_ROW_LOCKS = ON, ALLOW_PAGE_LOCKS = ON) ON [PRIMARY]
GO
ALTER TABLE [dbo].[Customers] ADD  CONSTRAINT [DF_Customers_Balance]  DEFAULT ((0)) FOR [Balance]
GO
ALTER TABLE [dbo].[Customers] ADD  DEFAULT (sysutcdatetime()) FOR [CreatedAt]
GO
ALTER TABLE [dbo].[Orders]  WITH CHECK ADD  CONSTRAINT [FK_Orders_Customers] FOREIGN KEY([CustomerId])
REFERENCES [dbo].[Customers] ([Id])
ON DELETE CASCADE
GO
ALTER TABLE [dbo].[Orders] CHECK CONSTRAINT [FK_Orders_Customers]
GO
ALTER TABLE [dbo].[Customers]  WITH CHECK ADD  CONSTRAINT [CK_Balance] CHECK  (([Balance]>=(0)))
GO
ALTER TABLE [dbo].[Customers] CHECK CONSTRAINT [CK_Balance]
GO
USE [master]
GO
ALTER DATABASE [Shop] SET  READ_WRITE 
GO
